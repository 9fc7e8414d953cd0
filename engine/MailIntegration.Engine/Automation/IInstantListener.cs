namespace MailIntegration.Engine.Automation;

/// <summary>
/// Hears of events as soon as they are written by this process, before the dispatcher hands them out: open browsers
/// should not wait for the worker. It hears them again from the dispatcher and tells them apart by their id.
/// </summary>
public interface IInstantListener : IMailEventListener;
