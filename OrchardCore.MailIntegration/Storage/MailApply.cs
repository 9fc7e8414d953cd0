using System.Collections.Concurrent;
using System.Data.Common;
using MailIntegration.Engine;
using MailIntegration.Engine.Storage;
using YesSql;

namespace OrchardCore.MailIntegration.Storage;

/// <summary>Writes changes in one transaction, and finds out why a database refused them.</summary>
internal sealed class MailApply
{
    private readonly MailDatabase _database;
    private readonly ConcurrentDictionary<string, long> _names;

    /// <param name="names">Committed names of the tenant, shared with the queries.</param>
    public MailApply(MailDatabase database, ConcurrentDictionary<string, long> names)
    {
        _database = database;
        _names = names;
    }

    public async Task<ApplyResult> RunAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            var names = await _database.WriteAsync(
                session => WriteAsync(session, changes, isChecked: true, cancellationToken), cancellationToken);
            names.Publish();
            return ApplyResult.Applied;
        }
        catch (ApplyAbortedException exception)
        {
            return exception.Result;
        }
        catch (ConcurrencyException exception)
        {
            return ApplyAbortedException.Conflict("document", exception).Result;
        }
        catch (DbException exception)
        {
            return await DiagnoseAsync(changes, exception, cancellationToken);
        }
    }

    private async Task<NameTable> WriteAsync(
        MailSession session, MailChanges changes, bool isChecked, CancellationToken cancellationToken)
    {
        if (isChecked)
        {
            await ConflictCheck.RunAsync(session, changes, cancellationToken);
        }

        var names = new NameTable(session, _names);
        await names.AddAsync(NamesOf(changes), cancellationToken);
        var conversations = new ConversationTable(session);
        await conversations.AddAsync(
            changes.Emails.Select(e => e.ConversationId).Concat(changes.ThreadReferences.Select(r => r.ConversationId)).ToList(),
            cancellationToken);
        await conversations.LoadAsync(
            changes.Conversations.Select(c => c.ConversationId)
                .Concat(changes.Merges.SelectMany(m => (string[])[m.FromId, m.IntoId])).Concat(changes.Moves.Select(m => m.IntoId)),
            cancellationToken);
        var facts = new FactTable(session);
        var records = new RecordWriter(session, names, facts);
        if (changes.Cursor is { } cursor)
        {
            await records.WriteAsync(cursor, cancellationToken);
        }

        await new MailWriter(session, names, conversations, facts).WriteAsync(changes, cancellationToken);
        await records.WriteAsync(changes.Messages, cancellationToken);

        // Before conversations merge: records that change keep the version that was read, then follow.
        await new RecordTable(session).WriteAsync(changes, cancellationToken);
        await new ChangeWriter(session, names, conversations, facts).WriteAsync(changes, cancellationToken);
        await records.WriteAsync(changes, cancellationToken);
        return names;
    }

    private static IEnumerable<string> NamesOf(MailChanges changes) =>
    [
        .. changes.Messages.Select(m => m.AddressId),
        .. changes.Links.SelectMany(l => l.ReaderIds.Concat(l.UnreadFor).Append(l.AddressId)),
        .. changes.ThreadReferences.Select(r => r.AddressId),
        .. changes.Reads.Select(r => r.MemberId).OfType<string>(),
        .. changes.Relinks.SelectMany(r => r.ReaderIds.Append(r.AddressId)),
        .. changes.ErasedAddressIds,
        .. changes.Cursor is { } cursor ? (string[])[cursor.AddressId] : [],
        .. changes.Health.Select(h => h.AddressId),
        .. changes.LedgerDays.Select(d => d.AddressId),
    ];

    /// <summary>
    /// Databases say in different ways that a key exists or that a value does not fit, so this asks them the same
    /// questions instead: do the keys exist now; which mail cannot be written on its own. Neither: somebody was in the way.
    /// </summary>
    private async Task<ApplyResult> DiagnoseAsync(
        MailChanges changes, DbException refusal, CancellationToken cancellationToken)
    {
        try
        {
            await _database.ReadAsync(
                async session =>
                {
                    await ConflictCheck.RunThoroughlyAsync(session, changes, cancellationToken);
                    return true;
                },
                cancellationToken);
        }
        catch (ApplyAbortedException exception)
        {
            return exception.Result;
        }

        foreach (var (key, mail) in Mails(changes))
        {
            if (await TryAsync(mail, cancellationToken) is { } exception)
            {
                return new ApplyResult(ApplyOutcome.Rejected, key, new Reason("store-rejected", "error", exception.Message));
            }
        }

        var others = changes with { Emails = [], Messages = [], Links = [] };
        return await TryAsync(others, cancellationToken) is null
            ? ApplyAbortedException.Conflict("database", refusal).Result
            : throw new InvalidOperationException("The database refused changes that are no mail.", refusal);
    }

    private async Task<DbException?> TryAsync(MailChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            await _database.TryAsync(
                session => WriteAsync(session, changes, isChecked: false, cancellationToken), cancellationToken);
            return null;
        }
        catch (ApplyAbortedException)
        {
            // A part of what belongs together; nothing that the database refused.
            return null;
        }
        catch (DbException exception)
        {
            return exception;
        }
    }

    /// <summary>Every mail of the changes by itself.</summary>
    private static IEnumerable<(string Key, MailChanges Mail)> Mails(MailChanges changes)
    {
        var emails = changes.Emails.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var links = changes.Links.ToLookup(l => l.EmailId, StringComparer.Ordinal);
        foreach (var message in changes.Messages)
        {
            var id = message.EmailId ?? "";
            yield return (message.Key, new MailChanges
            {
                Messages = [message],
                Emails = emails.TryGetValue(id, out var email) ? [email] : [],
                Links = [.. links[id]],
            });
        }
    }
}
