namespace MailIntegration.Engine.Templates;

/// <summary>The mails that the mail centre sends by itself on a trigger (MC3).</summary>
public enum SystemMailKind
{
    /// <summary>A contact is invited to sign in (PR6). Fields: <c>contact.name</c>, <c>link</c>.</summary>
    Invitation,

    /// <summary>A conversation was assigned to a member. Fields: <c>conversation.subject</c>, <c>conversation.link</c>,
    /// <c>contact.name</c>, <c>assignedBy.name</c>.</summary>
    NewAssignment,

    /// <summary>A conversation is no longer assigned to a member. Fields as <see cref="NewAssignment"/>.</summary>
    Unassignment,

    /// <summary>Somebody else follows a conversation that a member follows (NT4). Fields: <c>conversation.subject</c>,
    /// <c>conversation.link</c>, <c>follower.name</c>.</summary>
    NewFollower,

    /// <summary>Messages of a conversation that were not seen within its delay (CV3); nobody can switch it off for all (MC1).
    /// Fields as <see cref="UnseenMessage"/>.</summary>
    NewMessage,

    /// <summary>Nobody at all saw a message: it is passed on to a role. Fields: <c>conversation.subject</c>, <c>conversation.link</c>,
    /// <c>message.author</c>, <c>message.text</c>, <c>messages.count</c>.</summary>
    UnseenMessage,

    /// <summary>A contact's owner is away; the conversation was assigned to him and reaches him this way (AD9). Fields:
    /// <c>conversation.subject</c>, <c>conversation.link</c>, <c>contact.name</c>, <c>message.text</c>.</summary>
    OwnerOffline,

    /// <summary>The second factor of a task by mail (PR7). Fields: <c>code</c>, <c>minutes</c>.</summary>
    TwoStepCode,

    /// <summary>A channel lost its connection or will (CH8, CH11). Fields: <c>channel.name</c>, <c>channel.link</c>,
    /// <c>problem</c> (a <see cref="Reason"/>, put into a sentence of the recipient's language).</summary>
    ChannelAttention,

    /// <summary>A contact is asked to approve, confirm or answer something by link (PR7). Fields: <c>task.question</c>,
    /// <c>link</c>, <c>days</c>.</summary>
    TaskRequest,

    /// <summary>A contact asked on his page for a link to it. Fields: <c>link</c>, <c>days</c>.</summary>
    PageLink,

    /// <summary>A member is invited to a process team or dossier and has not accepted automatically (NT4). Fields:
    /// <c>invitedBy.name</c>, <c>invitation.text</c> (a <see cref="Reason"/>), <c>link</c>.</summary>
    TeamInvitation,

    /// <summary>Somebody is new in a process team or dossier that a member follows, or a team reads along there (NT4). Fields:
    /// <c>news</c> (a <see cref="Reason"/>), <c>link</c>.</summary>
    MembershipNews,
}
