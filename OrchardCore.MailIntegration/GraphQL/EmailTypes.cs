using GraphQL.Types;
using MailIntegration.Engine.Mime;
using MailIntegration.Engine.Storage;

namespace OrchardCore.MailIntegration.GraphQL;

/// <summary>A page of e-mails.</summary>
/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record EmailPage(IReadOnlyList<EmailView> Rows, string? Next);

/// <summary>Somebody with an e-mail address.</summary>
public sealed class MailboxType : ObjectGraphType<MailboxAddress>
{
    public MailboxType()
    {
        Name = "Mailbox";
        Field<StringGraphType>("name").Resolve(c => c.Source.Name);
        Field<NonNullGraphType<StringGraphType>>("address").Resolve(c => c.Source.Address);
    }
}

/// <summary>A file of an e-mail; its content comes from the HTTP API.</summary>
public sealed class EmailAttachmentType : ObjectGraphType<MailAttachment>
{
    public EmailAttachmentType()
    {
        Name = "EmailAttachment";
        Field<NonNullGraphType<StringGraphType>>("partId").Resolve(c => c.Source.PartId);
        Field<StringGraphType>("fileName").Resolve(c => c.Source.FileName);
        Field<NonNullGraphType<StringGraphType>>("contentType").Resolve(c => c.Source.ContentType);
        Field<NonNullGraphType<LongGraphType>>("size").Resolve(c => c.Source.Size);
    }
}

/// <summary>An e-mail as its reader may see it.</summary>
public sealed class EmailType : ObjectGraphType<EmailView>
{
    public EmailType()
    {
        Name = "MailEmail";
        Field<NonNullGraphType<IdGraphType>>("id").Resolve(c => c.Source.Email.Id);
        Field<NonNullGraphType<IdGraphType>>("conversationId").Resolve(c => c.Source.Email.ConversationId);
        Field<NonNullGraphType<StringGraphType>>("kind").Resolve(c => c.Source.Email.Kind.ToString());
        Field<NonNullGraphType<StringGraphType>>("box").Resolve(c => c.Source.Box.ToString());
        Field<NonNullGraphType<StringGraphType>>("subject").Resolve(c => c.Source.Email.Subject);
        Field<MailboxType>("from").Resolve(c => c.Source.Email.From);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<MailboxType>>>>("to").Resolve(c => c.Source.Email.To);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<MailboxType>>>>("cc").Resolve(c => c.Source.Email.Cc);
        Field<NonNullGraphType<DateTimeOffsetGraphType>>("at").Resolve(c => c.Source.Email.At);
        Field<NonNullGraphType<StringGraphType>>("snippet").Resolve(c => c.Source.Email.Snippet);
        Field<NonNullGraphType<BooleanGraphType>>("isUnread").Resolve(c => c.Source.IsUnread);
        Field<NonNullGraphType<StringGraphType>>("class").Resolve(c => c.Source.Email.Class.ToString());
        Field<NonNullGraphType<StringGraphType>>("trust").Resolve(c => c.Source.Email.Trust.ToString());
        Field<NonNullGraphType<BooleanGraphType>>("hasAttachments").Resolve(c => c.Source.Email.HasAttachments);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<EmailAttachmentType>>>>("attachments")
            .Resolve(c => c.Source.Email.Attachments.Where(a => !a.IsInline));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<IdGraphType>>>>("addressIds")
            .Resolve(c => c.Source.Links.Select(l => l.AddressId).Distinct(StringComparer.Ordinal));
    }
}

/// <inheritdoc cref="EmailPage"/>
public sealed class EmailPageType : ObjectGraphType<EmailPage>
{
    public EmailPageType()
    {
        Name = "EmailPage";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<EmailType>>>>("rows").Resolve(c => c.Source.Rows);
        Field<StringGraphType>("next").Resolve(c => c.Source.Next);
    }
}
