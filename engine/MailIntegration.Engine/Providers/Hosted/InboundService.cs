using MailIntegration.Engine.Channels;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Sync;
using Microsoft.Extensions.Logging;

namespace MailIntegration.Engine.Providers.Hosted;

/// <summary>
/// Takes raw messages in (HF2, HF3, HF6): who brings it is proven before anything is read; it is streamed into the blob
/// store and never held whole; <em>accepted</em> is said only after the commit that names it. Delivered again, it is the
/// same arrival.
/// </summary>
public sealed class InboundService
{
    /// <summary>30 MB with attachments (HF3).</summary>
    public const long MaxSize = 30L * 1024 * 1024;

    private const int MaxRecipients = 100;

    private readonly IMailSetupStore _setup;
    private readonly ArrivalWriter _writer;
    private readonly IBlobStore _blobs;
    private readonly BlobCleanup _cleanup;
    private readonly IMimeCodec _codec;
    private readonly InboundKeys _keys;
    private readonly ISyncControl _sync;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public InboundService(
        IMailSetupStore setup,
        ArrivalWriter writer,
        IBlobStore blobs,
        BlobCleanup cleanup,
        IMimeCodec codec,
        InboundKeys keys,
        ISyncControl sync,
        TimeProvider time,
        ILogger<InboundService> logger)
    {
        _setup = setup;
        _writer = writer;
        _blobs = blobs;
        _cleanup = cleanup;
        _codec = codec;
        _keys = keys;
        _sync = sync;
        _time = time;
        _logger = logger;
    }

    /// <summary>Whether the secret was shown, before anything of a message is read; forms cannot be signed.</summary>
    public async Task<bool> IsProvenAsync(string? addressId, InboundProof proof, CancellationToken cancellationToken) =>
        await _keys.FindAsync(addressId ?? InboundKeys.DomainId, cancellationToken) is { } key
        && proof.Signature is null
        && _keys.MayBegin(key, proof, requireSignature: false);

    /// <param name="raw">The message (RFC 5322), read once.</param>
    public async Task<InboundAnswer> AcceptAsync(InboundRequest request, Stream raw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(raw);
        var setup = await _setup.GetAsync(cancellationToken);
        var targets = request.AddressId is { } id
            ? setup.FindAddress(id) is { Hosted: not null } one ? [one] : []
            : Recipients(setup, request.EnvelopeTo);
        var key = await _keys.FindAsync(request.AddressId ?? InboundKeys.DomainId, cancellationToken);

        // An unknown door and a wrong key look alike to whoever tries addresses.
        if (key is null || !_keys.MayBegin(key, request.Proof, targets.Any(t => t.Hosted!.RequireSignature)))
        {
            _logger.LogInformation("A message was brought without a valid proof.");
            return new InboundAnswer(InboundOutcome.Forbidden, new Reason("inbound-forbidden"));
        }

        if (request.AddressId is null && await IsTestAsync(setup, key, request.EnvelopeTo, cancellationToken))
        {
            return new InboundAnswer(InboundOutcome.Accepted);
        }

        if (targets.Count == 0)
        {
            return new InboundAnswer(InboundOutcome.Unknown, new Reason("inbound-unknown"));
        }

        return request.Length > MaxSize
            ? await TooLargeAsync(request, targets, cancellationToken)
            : await TakeAsync(request, key, targets, raw, cancellationToken);
    }

    private async Task<InboundAnswer> TakeAsync(
        InboundRequest request,
        InboundKey key,
        IReadOnlyList<ChannelAddress> targets,
        Stream raw,
        CancellationToken cancellationToken)
    {
        BlobInfo blob;
        try
        {
            blob = await _blobs.WriteAsync(raw, MaxSize, cancellationToken);
        }
        catch (BlobTooLargeException)
        {
            return await TooLargeAsync(request, targets, cancellationToken);
        }

        if (blob.Size == 0)
        {
            await _cleanup.RemoveUnusedAsync([blob.Name], cancellationToken);
            return new InboundAnswer(InboundOutcome.Refused, new Reason("message-empty"));
        }

        if (!_keys.Fits(key, request.Proof, request.EnvelopeFrom, request.EnvelopeTo, blob.Name))
        {
            // Anybody can make up a signature: what came with a wrong one must not fill the disk.
            await _cleanup.RemoveUnusedAsync([blob.Name], cancellationToken);
            return new InboundAnswer(InboundOutcome.Forbidden, new Reason("inbound-forbidden"));
        }

        await _blobs.FlushAsync(cancellationToken);
        var (content, problem) = await ReadAsync(blob, cancellationToken);
        var arrivals = targets.Select(t => Judge(request, t, blob, content, problem)).ToList();
        if (!await _writer.WriteAsync(arrivals, cancellationToken))
        {
            return new InboundAnswer(InboundOutcome.TryLater, new Reason("inbound-busy"));
        }

        var accepted = targets.Where((_, i) => arrivals[i].Arrival.State == ArrivalState.Accepted).Select(t => t.Id).ToList();
        if (accepted.Count > 0)
        {
            _sync.Request(accepted);
        }

        return arrivals.All(a => a.Arrival.State == ArrivalState.Refused)
            ? new InboundAnswer(InboundOutcome.Refused, arrivals[0].Arrival.Reason)
            : new InboundAnswer(InboundOutcome.Accepted);
    }

    private async Task<(MailContent? Content, Reason? Problem)> ReadAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        await using var stream = await _blobs.OpenAsync(blob.Name, cancellationToken)
            ?? throw new IOException("A raw message is missing from the blob store.");
        try
        {
            return (await _codec.ReadAsync(stream, cancellationToken), null);
        }
        catch (MimeLimitException exception)
        {
            return (null, new Reason("limit-exceeded", "limit", exception.Message));
        }
    }

    private DoorArrival Judge(InboundRequest request, ChannelAddress target, BlobInfo blob, MailContent? content, Reason? problem)
    {
        var verdict = content is null
            ? new InboundVerdict(ArrivalState.Held, problem)
            : InboundChecks.Judge(content, request.EnvelopeFrom, target.MailboxId, target.Hosted!);
        var from = content?.From is [var first, ..] ? first : null;
        var arrival = NewArrival(request, target, Arrival.IdOf(blob.Name, target.MailboxId), blob.Size, verdict) with
        {
            Raw = blob.Name,
            From = from?.Address,
            Subject = content is null ? "" : content.Subject[..Math.Min(content.Subject.Length, 200)],
        };
        return new DoorArrival(arrival, target.Id, from);
    }

    private async Task<InboundAnswer> TooLargeAsync(
        InboundRequest request, IReadOnlyList<ChannelAddress> targets, CancellationToken cancellationToken)
    {
        var reason = new Reason("message-too-large", "limitMb", "30");
        var now = _time.GetUtcNow();
        var rows = targets
            .Select(t => new DoorArrival(
                NewArrival(request, t, Ids.New(now) + t.Id, request.Length ?? MaxSize + 1, new InboundVerdict(ArrivalState.Refused, reason)), t.Id))
            .ToList();
        await _writer.WriteAsync(rows, cancellationToken);
        return new InboundAnswer(InboundOutcome.TooLarge, reason);
    }

    private Arrival NewArrival(InboundRequest request, ChannelAddress target, string id, long size, InboundVerdict verdict)
    {
        var now = _time.GetUtcNow();
        return new Arrival
        {
            Id = id,
            MailboxId = target.MailboxId,
            EnvelopeFrom = request.EnvelopeFrom[..Math.Min(request.EnvelopeFrom.Length, 320)],
            Size = size,
            At = now,
            ArrivedAt = now,
            State = verdict.State,
            Reason = verdict.Reason,
            Confirmation = verdict.Confirmation,
        };
    }

    /// <summary>The hosted addresses among the recipients; a tag behind a plus is not part of the address (RFC 5233).</summary>
    private static List<ChannelAddress> Recipients(MailSetup setup, string envelopeTo)
    {
        var wanted = Split(envelopeTo).SelectMany(r => new[] { r, Untagged(r) }).ToHashSet(StringComparer.Ordinal);
        return setup.Addresses.Where(a => a.Hosted is not null && wanted.Contains(a.MailboxId)).ToList();
    }

    private static IEnumerable<string> Split(string envelopeTo) => envelopeTo
        .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Take(MaxRecipients)
        .Select(EmailAddresses.Normalize)
        .OfType<string>();

    private static string Untagged(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? address[..plus] + address[at..] : address;
    }

    private async Task<bool> IsTestAsync(MailSetup setup, InboundKey key, string envelopeTo, CancellationToken cancellationToken)
    {
        if (key.TestToken is not { } token || setup.Settings.InboundDomain is not { Length: > 0 } domain
            || !Split(envelopeTo).Contains($"{token}@{domain}", StringComparer.Ordinal))
        {
            return false;
        }

        await _keys.PassTestAsync(cancellationToken);
        return true;
    }
}
