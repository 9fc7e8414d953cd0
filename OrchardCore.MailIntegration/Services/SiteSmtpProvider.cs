using System.Net.Security;
using MailKit;
using MailKit.Net.Proxy;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Localization;
using MimeKit;
using OrchardCore.Email;
using OrchardCore.Infrastructure;
using OrchardCore.MailIntegration.Mime;

namespace OrchardCore.MailIntegration.Services;

/// <summary>
/// Sends whole messages with the site's own SMTP settings. Orchard's SMTP provider makes the message itself, without header
/// fields and inline parts, and answers a connection that broke after the message like one that was never made. Nobody can
/// choose this provider as the site's: <see cref="OrchardSiteMailer"/> names it, so that the e-mail service's checks and
/// events run as for all mail of the site.
/// </summary>
public sealed class SiteSmtpProvider : IEmailProvider
{
    public const string TechnicalName = "MailIntegrationSmtp";

    private readonly SiteSmtp _smtp;
    private readonly IStringLocalizer S;

    public SiteSmtpProvider(SiteSmtp smtp, IStringLocalizer<SiteSmtpProvider> localizer)
    {
        _smtp = smtp;
        S = localizer;
    }

    public LocalizedString DisplayName => S["Mail of the mail centre by SMTP"];

    /// <returns>Failed when the mail has certainly not left.</returns>
    /// <exception cref="IOException">And others: nobody knows whether it has left.</exception>
    public async Task<Result> SendAsync(MailMessage message, CancellationToken cancellationToken = default)
    {
        if (message is not SiteMailMessage { Mail: { } mail } || _smtp.Find() is not { } options)
        {
            return Result.Failed(S["Email settings must be configured before an Email message can be sent."]);
        }

        await using var file = TemporaryFile();
        await MimeKitWriter.WriteAsync(mail, file, cancellationToken);
        file.Position = 0;
        using var mime = await MimeMessage.LoadAsync(file, persistent: true, cancellationToken);
        var recipients = mail.To.Concat(mail.Cc).Concat(mail.Bcc).Select(m => MailboxAddress.Parse(m.Address)).ToList();
        return options.DeliveryMethod == SmtpDeliveryMethod.SpecifiedPickupDirectory
            ? await DropAsync(mime, options.PickupDirectoryLocation, cancellationToken)
            : await SendAsync(mime, MailboxAddress.Parse(mail.From.Address), recipients, options, cancellationToken);
    }

    private async Task<Result> SendAsync(
        MimeMessage mime, MailboxAddress sender, List<MailboxAddress> recipients, SmtpOptions options, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        try
        {
            await ConnectAsync(client, options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Result.Failed(S["The site's e-mail server cannot be reached: {0}", exception.Message]);
        }

        try
        {
            await client.SendAsync(mime, sender, recipients, cancellationToken);
        }
        catch (Exception exception) when (exception is CommandException or NotSupportedException or InvalidOperationException)
        {
            // The server said no, or was never asked. A connection that broke says neither and is thrown on.
            return Result.Failed(S["The site's e-mail server refuses the message: {0}", exception.Message]);
        }

        await LeaveAsync(client, cancellationToken);
        return Result.Success();
    }

    private static async Task ConnectAsync(SmtpClient client, SmtpOptions options, CancellationToken cancellationToken)
    {
        if (options.IgnoreInvalidSslCertificate)
        {
            // What the site's own settings ask for.
            client.ServerCertificateValidationCallback =
                (_, _, _, errors) => errors == SslPolicyErrors.None || options.IgnoreInvalidSslCertificate;
        }

        if (!string.IsNullOrEmpty(options.ProxyHost))
        {
            client.ProxyClient = new Socks5Client(options.ProxyHost, options.ProxyPort);
        }

        await client.ConnectAsync(options.Host, options.Port, Encryption(options), cancellationToken);
        if (options is { RequireCredentials: true, UseDefaultCredentials: true })
        {
            await client.AuthenticateAsync("", "", cancellationToken);
        }
        else if (options.RequireCredentials && !string.IsNullOrWhiteSpace(options.UserName))
        {
            await client.AuthenticateAsync(options.UserName, options.Password, cancellationToken);
        }
    }

    private static SecureSocketOptions Encryption(SmtpOptions options) => options switch
    {
        { AutoSelectEncryption: true } => SecureSocketOptions.Auto,
        { EncryptionMethod: SmtpEncryptionMethod.None } => SecureSocketOptions.None,
        { EncryptionMethod: SmtpEncryptionMethod.SslTls } => SecureSocketOptions.SslOnConnect,
        { EncryptionMethod: SmtpEncryptionMethod.StartTls } => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.Auto,
    };

    /// <summary>The message was taken; a good-bye that fails changes nothing.</summary>
    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ProtocolException or OperationCanceledException)
        {
        }
    }

    private static async Task<Result> DropAsync(MimeMessage mime, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await mime.WriteToAsync(Path.Combine(folder, Guid.NewGuid() + ".eml"), cancellationToken);
        return Result.Success();
    }

    /// <summary>Files can be large, and SMTP wants to know sizes and encodings before it begins.</summary>
    private static FileStream TemporaryFile() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        });
}
