using OrchardCore.MailIntegration;
using OrchardCore.Modules.Manifest;

[assembly: Module(
    Name = "Mail Integration",
    Author = "Mail Integration contributors",
    Website = "https://orchardcore.net",
    Version = "0.1.0",
    Category = "Communication")]

[assembly: Feature(
    Id = MailConstants.Features.Core,
    Name = "Mail Integration",
    Description = "Fetches the e-mail of connected mailboxes, stores it apart from the site's content and links it to members, roles and process teams.",
    Category = "Communication",
    Dependencies =
    [
        "OrchardCore.Contents",
        "OrchardCore.ContentTypes",
        "OrchardCore.Settings",
        "OrchardCore.Users",
        "OrchardCore.Roles",
    ])]

[assembly: Feature(
    Id = MailConstants.Features.Microsoft365,
    Name = "Mail Integration - Microsoft 365",
    Description = "Connects Microsoft 365 organisations: an administrator's consent or an own application registration.",
    Category = "Communication",
    Dependencies = [MailConstants.Features.Core])]

[assembly: Feature(
    Id = MailConstants.Features.Google,
    Name = "Mail Integration - Google",
    Description = "Connects Google Workspace domains by a service account, and single Gmail accounts that members link themselves.",
    Category = "Communication",
    Dependencies = [MailConstants.Features.Core])]

[assembly: Feature(
    Id = MailConstants.Features.Hosted,
    Name = "Mail Integration - Forwarding addresses",
    Description = "Takes in mail that is hosted anywhere and forwarded to addresses below a domain of the site's own.",
    Category = "Communication",
    Dependencies = [MailConstants.Features.Core, MailConstants.Features.MailCentre])]

[assembly: Feature(
    Id = MailConstants.Features.MailCentre,
    Name = "Mail Integration - Mail centre",
    Description = "The screens: E-mail processing, environments and addresses, and the unread badge in the admin.",
    Category = "Communication",
    Dependencies = [MailConstants.Features.Core, "OrchardCore.Admin"])]

[assembly: Feature(
    Id = MailConstants.Features.Workflows,
    Name = "Mail Integration - Workflows",
    Description = "Workflow events and tasks for e-mail: received, bounced, route, answer, wait for a reply, and more.",
    Category = "Communication",
    Dependencies = [MailConstants.Features.Core, "OrchardCore.Workflows", "OrchardCore.Liquid"])]
