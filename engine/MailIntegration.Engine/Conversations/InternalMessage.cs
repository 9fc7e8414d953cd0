namespace MailIntegration.Engine.Conversations;

/// <summary>
/// A message of the internal stream of a conversation: for members only. It is no e-mail, has no recipients and is
/// never handed to anything that sends (CV1, CO7).
/// </summary>
public sealed record InternalMessage
{
    public required string Id { get; init; }

    public long Version { get; init; }

    public required string ConversationId { get; init; }

    public required string AuthorId { get; init; }

    /// <summary>The author's name when he wrote it, for when he is gone.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>Clean HTML: no script, nothing from outside.</summary>
    public required string Html { get; init; }

    /// <summary>The same without markup.</summary>
    public required string Text { get; init; }

    /// <summary>Members that are called by name; they follow the conversation from then on.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>The message of the same conversation that it answers; it may have been deleted since.</summary>
    public string? ReplyTo { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? EditedAt { get; init; }
}

/// <summary>What a member wrote.</summary>
/// <param name="Html">At most <see cref="MessageService.MaxHtml"/> characters; cleaned before it is stored.</param>
public sealed record MessageInput(string Html, IReadOnlyList<string> Mentions, string? ReplyTo = null);
