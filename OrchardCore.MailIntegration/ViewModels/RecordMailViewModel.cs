using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.ViewModels;

/// <summary>The mail of a record.</summary>
public class RecordMailViewModel
{
    public string ContentItemId { get; set; } = "";

    public string ContentType { get; set; } = "";

    public string Title { get; set; } = "";

    /// <summary>The dossier's key, for the addresses of bodies and attachments.</summary>
    public string Key { get; set; } = "";

    /// <summary>Address of the mail centre, without a slash at its end.</summary>
    public string Base { get; set; } = "";

    public IReadOnlyList<RecordEmailViewModel> Emails { get; set; } = [];

    public IReadOnlyList<RecordEventViewModel> Timeline { get; set; } = [];

    public string? Next { get; set; }

    public string? Search { get; set; }

    /// <summary>What was searched for and can be filed; null when nothing was.</summary>
    public IReadOnlyList<ConversationRow>? Found { get; set; }

    /// <summary>In the record's own pages: the beginning of the list, and the way to the rest.</summary>
    public bool IsTab { get; set; }

    /// <summary>Not saved yet: there is nothing to file in.</summary>
    public bool IsNew { get; set; }
}

public sealed class RecordEmailViewModel
{
    public string Id { get; set; } = "";

    public bool IsReceived { get; set; }

    public string Subject { get; set; } = "";

    public string Snippet { get; set; } = "";

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public DateTimeOffset At { get; set; }

    public DateTimeOffset FiledAt { get; set; }

    /// <summary>Null when a rule or workflow did.</summary>
    public string? FiledBy { get; set; }

    /// <summary>The mailbox whose copy is shown; null when there is none.</summary>
    public string? AddressId { get; set; }

    public IReadOnlyList<MailAttachment> Attachments { get; set; } = [];
}

public enum RecordEventKind
{
    Created,
    Changed,
    Published,
    Received,
    Sent,
    Filed,
}

/// <param name="Who">Whoever wrote or did it; null: a rule or workflow.</param>
public sealed record RecordEventViewModel(DateTimeOffset At, RecordEventKind Kind, string Text, string? Who);
