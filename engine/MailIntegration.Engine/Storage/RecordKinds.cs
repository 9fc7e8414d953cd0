namespace MailIntegration.Engine.Storage;

/// <summary>The kinds of <see cref="MailRecord"/>. They are stored: a name is never used for something else.</summary>
public static class RecordKinds
{
    /// <summary>A mail on its way out. Owner: the address that sends, or empty for the site's mailer. Key: the Message-ID.</summary>
    public const string Outbox = "outbox";

    /// <summary>Owner: the member who writes.</summary>
    public const string Draft = "draft";

    /// <summary>An internal message. Owner: its author.</summary>
    public const string Message = "message";

    /// <summary>Who saw a message when. Id: message and member; Owner: the member.</summary>
    public const string Seen = "seen";

    /// <summary>Who follows what. Id: conversation and follower; Owner: the member or contact. Of anything but a conversation, State
    /// and Id begin with its kind and a hash of its id.</summary>
    public const string Follow = "follow";

    /// <summary>A ticket; Id: the conversation's; Owner: the assignee; Key: its number.</summary>
    public const string Ticket = "ticket";

    /// <summary>A task; Owner: the assignee.</summary>
    public const string MailTask = "task";

    /// <summary>A text that members insert into what they write.</summary>
    public const string Snippet = "snippet";

    /// <summary>One automatic mail that passed the gate; Owner: the correspondent. Kept as long as budgets look back.</summary>
    public const string AutomaticMail = "automatic-mail";

    /// <summary>A budget of automatic mail that is used up, until somebody releases it or it is quiet again.</summary>
    public const string TrippedBudget = "tripped-budget";

    /// <summary>A template of mails with its draft and versions, where it is no content item. Id: its code, or one of its own.</summary>
    public const string Template = "template";

    /// <summary>What a member wants to be told. Id: the member.</summary>
    public const string Notices = "notices";

    /// <summary>A line of a member's notifications, one per conversation and stream. Owner: the member; State: unread or read.</summary>
    public const string Notice = "notice";

    /// <summary>A message that people are told of. Id: the message or e-mail; DueAt: the next step.</summary>
    public const string Telling = "telling";

    /// <summary>A row of the journal: mail that went out. Id: the outbox entry; Owner: the address, or <c>site</c>.</summary>
    public const string JournalOut = "journal-out";

    /// <summary>A row of the journal: a message that came in. Owner: the address; State: the outcome.</summary>
    public const string JournalIn = "journal-in";

    /// <summary>What a member likes on screen. Id: the member.</summary>
    public const string Preferences = "preferences";

    /// <summary>The key that signs message ids. Id: what for.</summary>
    public const string SigningKey = "signing-key";

    /// <summary>That a conversation may belong to another one. Id: the conversation's as it began.</summary>
    public const string ThreadSuggestion = "thread-suggestion";

    /// <summary>That people put a conversation apart from another. Id: the conversation's as it was.</summary>
    public const string ThreadDecision = "thread-decision";

    /// <summary>What became of an e-mail after it was stored. Id: the e-mail's; State: bounced or delayed.</summary>
    public const string EmailHistory = "email-history";

    /// <summary>A subscription to a provider's notifications. Id and Owner: the address; Key: what notifications name.</summary>
    public const string PushSubscription = "push-subscription";

    /// <summary>Which warnings of a channel people were told of. Id: the channel.</summary>
    public const string ChannelWarning = "channel-warning";

    /// <summary>A message brought to a hosted address. Owner: the forwarding address.</summary>
    public const string Arrival = "arrival";

    /// <summary>Secrets with which mail is brought in. Id: the address, or the inbound domain.</summary>
    public const string InboundKey = "inbound-key";

    /// <summary>A domain that answers of forwarding addresses come from, with its DNS checks. Id: the domain; State: how far it is.</summary>
    public const string SenderDomain = "sender-domain";

    /// <summary>The newest refresh token of a linked account, protected. Id: the channel.</summary>
    public const string AccountToken = "account-token";

    /// <summary>Whether a member takes new work. Id: the member; State: here or away.</summary>
    public const string Availability = "availability";

    /// <summary>Who was assigned the last conversation by turns. Id: the address; Owner: the member.</summary>
    public const string AssignmentTurn = "assignment-turn";

    /// <summary>A dossier; Id: its key; Owner: who made it; State: its kind.</summary>
    public const string Dossier = "dossier";

    /// <summary>A mail in a dossier. Owner: the dossier's key; State: the e-mail; At: when the e-mail came.</summary>
    public const string DossierMail = "dossier-mail";

    /// <summary>A running number; Id: its name.</summary>
    public const string Counter = "counter";

    /// <summary>Somebody outside, in homes that keep no contacts of their own. Owner: the member who looks after him;
    /// State: the preferred method.</summary>
    public const string Contact = "contact";

    /// <summary>An address of a contact. Id: its SHA-256; Owner: the contact.</summary>
    public const string ContactAddress = "contact-address";

    /// <summary>An event on its way to one listener. State: waiting or failed; DueAt: the next attempt.</summary>
    public const string Delivery = "delivery";

    /// <summary>What an automation did, once per step and event. Id: the event and the step; Owner: the e-mail; State: the
    /// rule or workflow. Kept for 30 days.</summary>
    public const string ActionRun = "action-run";

    /// <summary>A workflow that waits for a reply. DueAt: how long.</summary>
    public const string Wait = "wait";

    /// <summary>The list of rules, one record.</summary>
    public const string Rules = "rules";

    /// <summary>Somebody has a conversation open. Id: conversation/member; At: when he was last heard of.</summary>
    public const string Presence = "presence";

    /// <summary>That a contact may open a conversation by link. Id: random; Owner: the contact; State: active or revoked.</summary>
    public const string PortalGrant = "portal-grant";

    /// <summary>That a contact saw an e-mail on his page, and when first. Id: e-mail and contact; Owner: the contact.</summary>
    public const string ContactSeen = "contact-seen";

    /// <summary>Whether a contact follows a conversation, where he chose himself. Id: conversation and contact; Owner: the
    /// contact; State: following or not.</summary>
    public const string ContactFollow = "contact-follow";

    /// <summary>That a member is invited to take part in a dossier. Id: what and whom; Owner: the member; State: as of a follow.</summary>
    public const string Invitation = "invitation";

    /// <summary>When a person was last mailed about messages. Id: stream and member or contact; Owner: the member or contact.</summary>
    public const string Digest = "digest";

    /// <summary>Who was in which process team, and which teams read which address, when that was last looked at; one record.</summary>
    public const string Roster = "roster";

    /// <summary>The code that was mailed for a task by link, hashed. Id: what was asked.</summary>
    public const string TaskCode = "task-code";

    /// <summary>The picture of a mail by which it is noted that the mail was opened. Id: random; Owner: the outbox entry; State:
    /// waiting or opened; At: when the mail was queued.</summary>
    public const string Opening = "opening";

    /// <summary>An address that bounced for good. Id: its SHA-256; Owner: the address.</summary>
    public const string SuppressedAddress = "suppressed-address";
}
