using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using OrchardCore.MailIntegration.Models;

namespace OrchardCore.MailIntegration.ViewModels;

public class MailTemplatePartViewModel
{
    public string? Name { get; set; }

    public bool IsOn { get; set; }

    public string? SenderId { get; set; }

    public MailTemplateText[] Texts { get; set; } = [];

    [BindNever]
    public bool CanDisable { get; set; }

    [BindNever]
    public bool IsSystem { get; set; }

    [BindNever]
    public IReadOnlyList<string> Fields { get; set; } = [];

    [BindNever]
    public IReadOnlyList<SelectListItem> Senders { get; set; } = [];
}
