using System.Text;
using MailIntegration.Engine.Mime;
using MailIntegration.Sandbox.Mailboxes;
using MailIntegration.Tests.Support;
using Microsoft.Playwright;

namespace MailIntegration.Tests.Journeys;

/// <summary>What people do in a composer, and what becomes of it at the provider.</summary>
internal static class WritingSteps
{
    public static ILocator Composer(this IPage page) => page.Locator("mail-composer");

    public static ILocator Text(this IPage page) => page.Composer().Locator(".mc-editor-body");

    public static ILocator Recipients(this IPage page, string kind) => page.Composer().Locator($".mc-recipients-{kind} input");

    public static ILocator SavedState(this IPage page) => page.Composer().Locator(".mc-composer-state");

    /// <summary>Opens an empty mail and fills it in from the keyboard.</summary>
    public static async Task WriteAsync(this IPage page, string to, string subject, string text)
    {
        await page.Locator(".mc-write-button").ClickAsync();
        await page.Text().WaitForAsync();
        await page.Recipients("to").FillAsync(to);
        await page.Recipients("to").PressAsync("Enter");
        await page.Composer().Locator("[name=subject]").FillAsync(subject);
        await page.Text().ClickAsync();
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Opens the conversation of a row of the inbox.</summary>
    public static async Task OpenConversationAsync(this CentrePage centre, string subject)
    {
        await centre.GoAsync("inbox");
        await centre.Page.Locator(".mc-row").Filter(new() { HasText = subject }).First.ClickAsync();
        await centre.Page.Locator(".mc-reply-foot .mc-reply-reply").WaitForAsync();
    }

    /// <summary>Pastes a small picture as a screenshot would come.</summary>
    public static Task PastePictureAsync(this IPage page) => page.Text().EvaluateAsync("""
        async (target) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 24, height: 24 });
          canvas.getContext('2d').fillRect(4, 4, 16, 16);
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
          const data = new DataTransfer();
          data.items.add(new File([blob], 'sketch.png', { type: 'image/png' }));
          target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """);

    public static Task AttachAsync(this IPage page, string name, int bytes) =>
        page.Composer().Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = name, MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes(new string('x', bytes)),
        });

    /// <summary>The one mail that left for somebody, read back by the engine's codec.</summary>
    public static async Task<OutboundMail> DeliveredAsync(this CentrePage centre, string recipient)
    {
        await Eventually.TrueAsync(() => Task.FromResult(centre.DeliveredTo(recipient).Count > 0), seconds: 60);
        return Assert.Single(centre.DeliveredTo(recipient));
    }

    public static IReadOnlyList<OutboundMail> DeliveredTo(this CentrePage centre, string recipient) =>
        centre.Sandbox.State.Transport.Outbound.Where(m => m.Recipient == recipient).ToList();

    public static string Source(this OutboundMail mail) => Encoding.UTF8.GetString(mail.Raw);
}
