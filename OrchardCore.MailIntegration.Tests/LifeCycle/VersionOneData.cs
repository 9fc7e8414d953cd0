using OrchardCore.MailIntegration.Tests.Support;

namespace OrchardCore.MailIntegration.Tests.LifeCycle;

/// <summary>
/// What the first version stored, letter for letter: names of types and of properties. When one of these no longer reads,
/// sites lose what they have.
/// </summary>
internal static class VersionOneData
{
    public const string ItemType = "OrchardCore.ContentManagement.ContentItem, OrchardCore.ContentManagement.Abstractions";
    public const string SetupStateType = "OrchardCore.MailIntegration.Models.MailSetupState, OrchardCore.MailIntegration";
    public const string PeopleStateType = "OrchardCore.MailIntegration.People.MailPeopleState, OrchardCore.MailIntegration";
    public const string Migration = "OrchardCore.MailIntegration.Migrations.MailStoreMigrations";

    /// <summary>An e-mail, before classes and trust; with a part of the site's own.</summary>
    public const string Email = $$$$"""
        {"ContentItemId":"{{{{StoredMail.EmailId}}}}","ContentItemVersionId":"{{{{StoredMail.EmailId}}}}","ContentType":"Email",
        "DisplayText":"{{{{StoredMail.Subject}}}}","Latest":true,"Published":true,"ModifiedUtc":"2026-11-02T09:30:00Z",
        "PublishedUtc":"2026-11-02T09:30:00Z","CreatedUtc":"2026-11-02T09:30:00Z","Owner":null,"Author":null,
        "EmailPart":{"EmailId":"{{{{StoredMail.EmailId}}}}","LogicalKey":"logical","ConversationId":"{{{{StoredMail.ConversationId}}}}",
        "Kind":"Received","Subject":"{{{{StoredMail.Subject}}}}","From":{"Name":"First version","Address":"{{{{StoredMail.Sender}}}}"},
        "To":[{"Name":null,"Address":"zwartekraai@inside.example"}],"Cc":[],"MessageId":"first@outside.example",
        "At":"2026-11-02T09:30:00+00:00","Date":"2026-11-02T09:29:58+00:00","Snippet":"Zwartekraai snippet","Size":1234,
        "Attachments":[{"PartId":"2","FileName":"figures.pdf","ContentType":"application/pdf","Size":99,
        "Sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","ContentId":null,"IsInline":false,"Disposition":"attachment"}],
        "Warnings":["late-header"],"Explanation":[{"Code":"new-conversation","Args":{"why":"first"}}],"State":"Normal"},
        "SitePart":{"Number":{"Value":17}}}
        """;

    public const string SetupState = $$$$"""
        {"Identifier":"firstversionfirstversion01","Items":{
        "{{{{StoredMail.ChannelId}}}}":{"Version":4,"ProtectedSecret":"zwartekraai-protected-secret","ProtectedCertificate":null,
        "CredentialExpires":"2027-05-01T00:00:00+00:00","Attention":{"Code":"secret-expired","Args":{"days":"3"}},"AttentionSince":"2026-11-01T00:00:00+00:00"},
        "{{{{StoredMail.AddressId}}}}":{"Version":2,"ProtectedSecret":null,"ProtectedCertificate":null,
        "CredentialExpires":null,"Attention":null,"AttentionSince":null}}}
        """;
}
