using System.Globalization;
using MailIntegration.Engine.Templates;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Options;
using OrchardCore.DisplayManagement;
using OrchardCore.DisplayManagement.Descriptors;
using OrchardCore.Users;
using OrchardCore.Users.Models;

namespace OrchardCore.MailIntegration.Email;

/// <summary>
/// The two account mails of Orchard Core that are shapes, made of our templates once the site has published texts of its own for
/// them: password reset (<c>TemplateUserLostPassword</c>) and confirmation (<c>TemplateUserConfirmEmail</c>).
/// </summary>
public sealed class AccountMailShapes : IShapeBindingResolver
{
    private static readonly Dictionary<string, (string Code, string Link)> Shapes = new(StringComparer.Ordinal)
    {
        ["TemplateUserLostPassword"] = (SystemTemplates.PasswordReset, "LostPasswordUrl"),
        ["TemplateUserConfirmEmail"] = (SystemTemplates.ConfirmEmail, "ConfirmEmailUrl"),
    };

    private readonly ITemplateStore _store;
    private readonly TemplateTexts _texts;
    private readonly ISiteFacts _site;
    private readonly SiteMailMarks _marks;
    private readonly PasswordResetTokenProviderOptions _reset;
    private readonly EmailConfirmationTokenProviderOptions _confirmation;

    public AccountMailShapes(
        ITemplateStore store,
        TemplateTexts texts,
        ISiteFacts site,
        SiteMailMarks marks,
        IOptions<PasswordResetTokenProviderOptions> reset,
        IOptions<EmailConfirmationTokenProviderOptions> confirmation)
    {
        _store = store;
        _texts = texts;
        _site = site;
        _marks = marks;
        _reset = reset.Value;
        _confirmation = confirmation.Value;
    }

    public async Task<ShapeBinding> GetShapeBindingAsync(string shapeType)
    {
        if (!Shapes.TryGetValue(shapeType, out var shape)
            || (await _store.FindAsync(shape.Code, CancellationToken.None))?.Published is not { Texts.Count: > 0 })
        {
            return null!;
        }

        return new ShapeBinding
        {
            BindingName = shapeType,
            BindingSource = $"MailTemplate/{shape.Code}",
            BindingAsync = context => RenderAsync(shape.Code, shape.Link, context.Value),
        };
    }

    /// <summary>The view models belong to a module, which is not referenced: they are read by their names.</summary>
    private async Task<IHtmlContent> RenderAsync(string code, string linkName, object value)
    {
        var link = value.GetType().GetProperty(linkName)?.GetValue(value) as string ?? "";
        var user = value.GetType().GetProperty("User")?.GetValue(value) as IUser;
        var email = (user as User)?.Email ?? "";
        var lifespan = code == SystemTemplates.PasswordReset ? _reset.TokenLifespan : _confirmation.TokenLifespan;
        var site = await _site.GetAsync(CancellationToken.None);
        var rendered = await _texts.RenderAsync(
            code,
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            TemplateModel.Of(new Dictionary<string, object?>
            {
                ["site.name"] = site.Name,
                ["site.url"] = site.MailCentre ?? "",
                ["recipient.name"] = user?.UserName ?? email,
                ["recipient.address"] = email,
                ["user.name"] = user?.UserName ?? "",
                ["user.email"] = email,
                ["link"] = link,
                ["minutes"] = (int)lifespan.TotalMinutes,
            }),
            CancellationToken.None);
        if (rendered is null || !rendered.Html.Contains(System.Net.WebUtility.HtmlEncode(link), StringComparison.Ordinal))
        {
            // A text that lost its link on the way (a condition that does not hold here) must not leave without it.
            var plain = System.Net.WebUtility.HtmlEncode(link);
            return new HtmlString($"{rendered?.Html}<p><a href=\"{plain}\">{plain}</a></p>");
        }

        _marks.SetSubject(rendered.Html, rendered.Subject);
        return new HtmlString(rendered.Html);
    }
}
