namespace MailIntegration.Engine.Security;

/// <summary>What the cleaner needs to know about an element, by the names of the HTML standard.</summary>
[Flags]
internal enum HtmlTraits
{
    None = 0,

    /// <summary>May appear in the result. Elements without it and without <see cref="DropContent"/> lose their tags only.</summary>
    Allowed = 1 << 0,

    /// <summary>Has no content and no end tag.</summary>
    Void = 1 << 1,

    /// <summary>Vanishes with everything inside.</summary>
    DropContent = 1 << 2,

    /// <summary>Its content is no markup: it ends at its own end tag only.</summary>
    RawText = 1 << 3,

    /// <summary>Listed in "active formatting elements"; parsers open it again in later blocks.</summary>
    Formatting = 1 << 4,

    /// <summary>Its start tag ends an open paragraph.</summary>
    ClosesParagraph = 1 << 5,

    /// <summary>In the standard's "special" category, so that mismatched end tags stop at it.</summary>
    Special = 1 << 6,

    /// <summary>td, th, caption: markers in the list of active formatting elements and scope boundaries.</summary>
    Cell = 1 << 7,

    /// <summary>table, its sections, tr, colgroup: other content inside is moved in front of the table by parsers.</summary>
    TableFrame = 1 << 8,

    /// <summary>Means something inside a table only.</summary>
    TablePart = 1 << 9,

    /// <summary>svg and math: another language, left again by some HTML tags.</summary>
    Foreign = 1 << 10,

    /// <summary>An HTML tag that ends svg and math (the standard's "breakout" list).</summary>
    EndsForeign = 1 << 11,

    /// <summary>Starts and ends a line when HTML becomes text.</summary>
    Line = 1 << 12,

    /// <summary>Surrounded by an empty line when HTML becomes text.</summary>
    Paragraph = 1 << 13,

    Heading = 1 << 14,
}

/// <summary>One known element.</summary>
internal sealed record HtmlTag(string Name, HtmlTraits Traits)
{
    public bool Has(HtmlTraits traits) => (Traits & traits) != 0;
}
