using Microsoft.AspNetCore.Http.Metadata;

namespace MailIntegration.Web.Security;

/// <summary>A route that takes more, in bytes, than <see cref="MailWebOptions.MaxRequestBody"/>.</summary>
internal sealed record BodyLimit(long Bytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => Bytes;
}
