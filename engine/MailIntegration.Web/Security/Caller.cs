using System.Reflection;
using MailIntegration.Engine.People;
using MailIntegration.Engine.Security;
using Microsoft.AspNetCore.Http;

namespace MailIntegration.Web.Security;

/// <summary>The member behind a request; <see cref="ApiGate"/> has checked him before any handler runs.</summary>
internal sealed record Caller(MemberRights Rights)
{
    public string Id => Rights.Member.Id;

    public MailReader Reader => Rights.Reader;

    public static ValueTask<Caller> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(Of(context));

    public static Caller Of(HttpContext context) =>
        (Caller?)context.Items[typeof(Caller)] ?? throw new InvalidOperationException("The route is not behind the gate.");
}
