using AngleSharp.Html.Parser;
using MailIntegration.Engine.Security;

namespace MailIntegration.Tests.Security;

/// <summary>A newsletter as senders build them: it has to look the same afterwards, apart from what it may not do.</summary>
public sealed class HtmlNewsletterTests
{
    private const string Newsletter = """
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" lang="nl">
        <head>
        <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
        <title>Lenteschoonmaak voor je fiets</title>
        <!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
        <style type="text/css">
        @import url('https://fonts.example/css?family=Lato');
        #outlook a {padding:0;}
        body, table, td, a {-webkit-text-size-adjust:100%; -ms-text-size-adjust:100%;}
        img {border:0; height:auto; line-height:100%; outline:none; text-decoration:none; -ms-interpolation-mode:bicubic;}
        .btn:hover {background-color:#0b5 !important;}
        @media only screen and (max-width:620px) {
          .wrapper {width:100% !important;}
          .stack {display:block !important; width:100% !important;}
        }
        </style>
        </head>
        <body bgcolor="#f2f2f2" style="margin:0 !important; padding:0; background-color:#f2f2f2;">
        <div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">Ketting vies? Wij helpen. &zwnj;&nbsp;&zwnj;&nbsp;</div>
        <table border="0" cellpadding="0" cellspacing="0" width="100%" role="presentation"><tr><td align="center">
        <!--[if mso]><table width="600"><tr><td><![endif]-->
        <table class="wrapper" border="0" cellpadding="0" cellspacing="0" width="600" style="width:600px;max-width:600px;">
        <tr><td background="https://cdn.example/hero.jpg" bgcolor="#00557f" valign="top" style="background:url('https://cdn.example/hero.jpg') center / cover #00557f;">
          <!--[if gte mso 9]><v:rect fill="true"><v:fill type="tile" src="https://cdn.example/hero.jpg"/><![endif]-->
          <h1 style="font-family:'Lato', Arial, sans-serif;font-size:32px;line-height:1.2;color:#ffffff;margin:0;mso-line-height-rule:exactly;">Lenteschoonmaak</h1>
        </td></tr>
        <tr><td class="stack" style="padding:20px 30px;font-family:Arial,sans-serif;font-size:16px;color:#333333;">
          <p>Hoi Marloes,</p>
          <p>Bekijk onze <a href="https://track.example/c/abc?u=1&amp;l=2" style="color:#00557f;" target="_self" data-link="1">aanbiedingen</a>.</p>
          <table border="0" cellspacing="0" cellpadding="0"><tr><td align="center" bgcolor="#0a4" style="border-radius:4px;">
            <a class="btn" href="https://track.example/c/buy" style="display:inline-block;padding:12px 24px;color:#fff;text-decoration:none;border-radius:4px;">Bestel nu</a>
          </td></tr></table>
          <img src="cid:foto@fietskompas" alt="Fiets" width="540" style="display:block;width:100%;" />
          <img src="https://cdn.example/logo.png" srcset="https://cdn.example/logo2.png 2x" alt="Logo" width="120" height="40" />
        </td></tr>
        <tr><td style="font-size:11px;"><a href="mailto:info@fietskompas.example?subject=Afmelden">Afmelden</a> <a href="tel:+31 24 000 00 00">Bel ons</a> <a href="#top">Naar boven</a></td></tr>
        </table>
        <!--[if mso]></td></tr></table><![endif]-->
        </td></tr></table>
        <img src="https://track.example/o.gif?u=1" width="1" height="1" border="0" style="height:1px !important;width:1px !important;" alt="" />
        <script type="application/ld+json">{"@type":"EmailMessage"}</script>
        </body></html>
        """;

    private static readonly HtmlCleanOptions Options = new() { ResolveContentId = static id => "/own/" + id };

    [Fact]
    public void Clean_Newsletter_KeepsItsLooks()
    {
        var clean = new HtmlCleaner().Clean(Newsletter, Options);

        Assert.Empty(HtmlAllowlist.Problems(clean.Html));
        Assert.Empty(clean.Warnings);
        using var document = new HtmlParser().ParseDocument(clean.Html);
        Assert.Equal("background-color:#f2f2f2;margin:0 !important;padding:0;background-color:#f2f2f2", document.QuerySelector(".mail-root")!.GetAttribute("style"));
        var hero = document.QuerySelector("td[bgcolor='#00557f']")!;
        Assert.Equal("background:center / cover #00557f", hero.GetAttribute("style"));
        Assert.Equal("font-family:'Lato', Arial, sans-serif;font-size:32px;line-height:1.2;color:#ffffff;margin:0", hero.QuerySelector("h1")!.GetAttribute("style"));
        Assert.Equal("https://track.example/c/abc?u=1&l=2", document.QuerySelector("p a")!.GetAttribute("href"));
        Assert.Equal("_blank", document.QuerySelector("p a")!.GetAttribute("target"));
        Assert.Equal("600", document.QuerySelector("table.m-wrapper")!.GetAttribute("width"));
        Assert.Equal(
            ".mail-root .m-outlook a{padding:0}"
            + ".mail-root,.mail-root table,.mail-root td,.mail-root a{-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}"
            + ".mail-root img{border:0;height:auto;line-height:100%;outline:none;text-decoration:none}"
            + ".mail-root .m-btn:hover{background-color:#0b5 !important}"
            + "@media only screen and (max-width:620px){.mail-root .m-wrapper{width:100% !important}"
            + ".mail-root .m-stack{display:block !important;width:100% !important}}",
            document.QuerySelector("style")!.TextContent);
    }

    [Fact]
    public void Clean_Newsletter_TellsOfItsImages()
    {
        var clean = new HtmlCleaner().Clean(Newsletter, Options);

        Assert.Equal(2, clean.BlockedRemoteImages);
        Assert.Equal(["foto@fietskompas"], clean.ReferencedContentIds);
        Assert.Contains("src=\"/own/foto@fietskompas\"", clean.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("cdn.example", clean.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToText_Newsletter_LeavesOutWhatIsHidden() =>
        Assert.Equal(
            "Lenteschoonmaak\n\nHoi Marloes,\n\nBekijk onze aanbiedingen.\n\nBestel nu\n\nAfmelden Bel ons Naar boven",
            HtmlText.ToText(Newsletter, 1_000));
}
