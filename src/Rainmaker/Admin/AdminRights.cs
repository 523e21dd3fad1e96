namespace Rainmaker.Admin;

public static class AdminRights
{
    public static readonly Right Settings = new("settings.manage", Right.Administrators);
    public static readonly Right Forms = new("forms.manage", Right.Administrators);
}
