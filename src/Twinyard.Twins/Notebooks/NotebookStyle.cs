namespace Twinyard.Twins.Notebooks;

/// <summary>The style of a notebook's page of its own.</summary>
internal static class NotebookStyle
{
    public const string Css =
        """
        body{font:15px/1.5 system-ui,sans-serif;color:#1c2128;max-width:60rem;margin:2rem auto;padding:0 1rem}
        pre{font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:0;padding:.5rem .75rem}
        .nb-cell{border:1px solid #d8dde3;border-radius:6px;margin:1rem 0;overflow:hidden}
        .nb-failed{border-color:#c4353b}.nb-head{font-size:12px;color:#5c6675;padding:.25rem .75rem}
        .nb-code{background:#f5f6f8}.nb-err{background:#fff6e8}.nb-error{background:#fdeeee}
        .nb-picture{max-width:100%;padding:.5rem .75rem}.nb-html{padding:.5rem .75rem;overflow:auto}
        table{border-collapse:collapse}td,th{border:1px solid #d8dde3;padding:.2rem .5rem;text-align:right}
        .ansi-red{color:#c4353b}.ansi-green{color:#1a7f45}.ansi-yellow{color:#a45f00}.ansi-blue{color:#2b6cb8}
        .ansi-magenta{color:#7a4fc4}.ansi-cyan{color:#0f7b83}.ansi-bold{font-weight:600}
        """;
}
