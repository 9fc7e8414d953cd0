using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailIntegration.Engine.Storage;
using MailIntegration.Engine.Templates;

namespace MailIntegration.Engine.Tasks;

/// <summary>
/// Codes by mail, the second factor of tasks by link (PR7). A code lives for ten minutes and five guesses; only its hash is
/// stored, and the record's version makes guesses at the same time count one by one.
/// </summary>
public sealed class TaskCodes
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>The shortest time between two codes for one question.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const int MaxGuesses = 5;

    /// <summary>Codes for one question: 6 digits times 5 guesses each leave an attacker one chance in 20,000.</summary>
    private const int MaxCodes = 10;

    private readonly IMailStore _store;
    private readonly ISystemMails _mails;
    private readonly TimeProvider _time;

    public TaskCodes(IMailStore store, ISystemMails mails, TimeProvider time)
    {
        _store = store;
        _mails = mails;
        _time = time;
    }

    /// <summary>Mails a new code; the one before works no more.</summary>
    /// <returns>Why not; null when it is on its way.</returns>
    internal async Task<Reason?> SendAsync(TaskAsk ask, string? name, string? language, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var (before, version) = await FindAsync(ask.Id, cancellationToken);
        if (before is not null && (before.SentAt + Pause > now || before.Number >= MaxCodes))
        {
            return before.Number >= MaxCodes
                ? new Reason("code-too-many")
                : new Reason("code-wait", "seconds", Text((int)Math.Ceiling((before.SentAt + Pause - now).TotalSeconds)));
        }

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var stored = new Code(Hash(ask.Id, code), now, 0, (before?.Number ?? 0) + 1);
        if (!await SaveAsync(ask.Id, stored, version, cancellationToken))
        {
            return new Reason("code-wait", "seconds", Text((int)Pause.TotalSeconds));
        }

        // It belongs to no conversation: whoever reads that one by link must not find the code there.
        var result = await _mails.SendAsync(
            SystemMailKind.TwoStepCode,
            new SystemMailRecipient(ask.Address, name, language),
            new Dictionary<string, object?> { ["code"] = code, ["minutes"] = (int)Life.TotalMinutes },
            $"{ask.Id}/{stored.Number}",
            cancellationToken);
        return result.Refusal;
    }

    /// <returns>Why not; null when the code is right, which uses it up.</returns>
    internal async Task<Reason?> CheckAsync(string askId, string code, CancellationToken cancellationToken)
    {
        var (stored, version) = await FindAsync(askId, cancellationToken);
        if (stored is null || stored.Hash.Length == 0 || stored.SentAt + Life <= _time.GetUtcNow() || stored.Guesses >= MaxGuesses)
        {
            return new Reason(stored is { Guesses: >= MaxGuesses } ? "code-used-up" : "code-expired");
        }

        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(stored.Hash), Encoding.ASCII.GetBytes(Hash(askId, code.Trim())));
        var after = isRight ? stored with { Hash = "" } : stored with { Guesses = stored.Guesses + 1 };
        return await SaveAsync(askId, after, version, cancellationToken) && isRight ? null : new Reason("code-wrong");
    }

    private async Task<(Code? Code, long Version)> FindAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindRecordsAsync(RecordKinds.TaskCode, [id], cancellationToken) is [var record]
            ? (RecordJson.Read<Code>(record), record.Version)
            : (null, 0);

    private async Task<bool> SaveAsync(string id, Code code, long version, CancellationToken cancellationToken)
    {
        var record = new MailRecord
        {
            Kind = RecordKinds.TaskCode, Id = id, Version = version, Json = RecordJson.Write(code), At = code.SentAt,
        };
        return (await _store.ApplyAsync(new MailChanges { Records = [record] }, cancellationToken)).Outcome == ApplyOutcome.Applied;
    }

    private static string Hash(string id, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{code}")));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Code(string Hash, DateTimeOffset SentAt, int Guesses, int Number);
}
