using MailIntegration.Sandbox;

return await CommandLine.RunAsync(args);
