"""What goes wrong, in a sentence for the operator."""


class BackupProblem(Exception):
    """It cannot be done, and nothing was changed."""

    exit_code = 1


class FileMissing(BackupProblem):
    """An uploaded file that the database names."""


class Damaged(BackupProblem):
    """The backup itself is not what was written."""

    exit_code = 3
