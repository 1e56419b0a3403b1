# A machine to follow the guide on: this one's files, and what is written stays in memory and ends with the room.
# Arguments: the folder of the repository, an empty folder, the script to run inside.
set -eu
repository=$1 place=$2 script=$3
mount -t tmpfs -o size=4G tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root"
cd "$place/root"
mount -t proc proc proc
mount --rbind /dev dev
for folder in run tmp; do mount -t tmpfs tmpfs $folder; done
chmod 1777 tmp
rm -rf var/lib/postgresql etc/postgresql/15
mkdir -p run/postgresql srv/klimanet
chown postgres run/postgresql
mount --bind "$repository" srv/klimanet
cp srv/klimanet/tests/prove/guide/systemctl srv/klimanet/tests/prove/guide/certbot usr/local/sbin/
chmod 755 usr/local/sbin/systemctl usr/local/sbin/certbot
printf '#!/bin/sh\nexit 101\n' > usr/sbin/policy-rc.d && chmod 755 usr/sbin/policy-rc.d
printf '[safe]\n\tdirectory = *\n' >> etc/gitconfig
echo "127.0.0.1 localhost klimanet.example" > etc/hosts
echo "cacert = /etc/letsencrypt/live/klimanet.example/fullchain.pem" > root/.curlrc
cp "$script" run/guide.sh
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    chroot . /bin/bash /run/guide.sh
