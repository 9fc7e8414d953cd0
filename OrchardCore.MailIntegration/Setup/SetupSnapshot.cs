using MailIntegration.Engine.Channels;

namespace OrchardCore.MailIntegration.Setup;

/// <summary>The configuration as read once.</summary>
/// <param name="Stamp">Identifier of the state document that it was read under.</param>
/// <param name="ContentItemIds">Content item of each channel and address, by the engine's id.</param>
internal sealed record SetupSnapshot(string Stamp, MailSetup Setup, IReadOnlyDictionary<string, string> ContentItemIds);
