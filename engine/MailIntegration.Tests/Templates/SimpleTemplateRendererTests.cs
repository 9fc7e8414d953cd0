using MailIntegration.Engine.Templates;

namespace MailIntegration.Tests.Templates;

public sealed class SimpleTemplateRendererTests
{
    private static readonly TemplateModel Model = TemplateModel.Of(new Dictionary<string, object?>
    {
        ["contact.name"] = "<b>Eva</b> & Co",
        ["contact"] = new Dictionary<string, object?> { ["city"] = "Gent" },
        ["count"] = 3,
        ["body"] = new TemplateHtml("<p>Hi</p>"),
        ["nothing"] = null,
    });

    [Theory]
    [InlineData("Hello {{ contact.name }}!", "Hello &lt;b&gt;Eva&lt;/b&gt; &amp; Co!")]
    [InlineData("{{contact.city}} {{ CONTACT.City }} {{ count }}", "Gent Gent 3")]
    [InlineData("{{ body }}{{ nothing }}", "<p>Hi</p>")]
    [InlineData("{ {a} } }} %}", "{ {a} } }} %}")]
    [InlineData("", "")]
    public async Task Render_Fields_AreFilledAndEncoded(string source, string expected) =>
        Assert.Equal(expected, (await RenderAsync(source)).Text);

    [Fact]
    public async Task Render_AsText_LeavesValuesAsTheyAre() => Assert.Equal(
        "Re: <b>Eva</b> & Co",
        (await new SimpleTemplateRenderer().RenderAsync("Re: {{ contact.name }}", Model, TemplateFormat.Text, true, default)).Text);

    [Theory]
    [InlineData("one\ntwo {{ contact.age }}", "template-field-unknown", "2", "5")]
    [InlineData("{{ contact.name", "template-unclosed", "1", "1")]
    [InlineData("a\r\n\n  {% if x %}", "template-tag-unknown", "3", "3")]
    [InlineData("{{ contact.name | upcase }}", "template-field-malformed", "1", "1")]
    [InlineData("{{ {{ count }} }}", "template-field-malformed", "1", "1")]
    public async Task Render_Mistake_NamesLineAndColumn(string source, string code, string line, string column)
    {
        var output = await RenderAsync(source);

        Assert.Null(output.Text);
        var problem = output.Problems[0];
        Assert.Equal((code, line, column), (problem.Code, problem.Args["line"], problem.Args["column"]));
    }

    [Fact]
    public async Task Render_UnknownFieldWhenSending_IsEmpty() => Assert.Equal(
        "Hi .",
        (await new SimpleTemplateRenderer().RenderAsync("Hi {{ contact.age }}.", Model, TemplateFormat.Html, false, default)).Text);

    [Fact]
    public async Task Render_ManyTags_NeedsLinearTime()
    {
        var source = string.Concat(Enumerable.Repeat("{", 200_000));
        Assert.NotNull(await RenderAsync(source).AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private static ValueTask<TemplateOutput> RenderAsync(string source) =>
        new SimpleTemplateRenderer().RenderAsync(source, Model, TemplateFormat.Html, true, default);
}
