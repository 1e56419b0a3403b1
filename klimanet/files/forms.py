from django import forms


class FilesField(forms.FileField):
    pass
