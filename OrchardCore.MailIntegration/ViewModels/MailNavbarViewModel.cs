namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>Not sealed: shapes are proxies of it.</summary>
public class MailNavbarViewModel
{
    public int Unread { get; set; }

    public int Cap { get; set; }

    public string Text => Unread >= Cap ? $"{Cap}+" : Unread.ToString(System.Globalization.CultureInfo.CurrentCulture);
}
