namespace Twinyard.Chaos.Serving;

/// <summary>The scripts as they lie in the repository.</summary>
internal static class ScriptText
{
    /// <summary>Runs that end like this hang a while when half of their outputs are written.</summary>
    private const string Hang = "case \"$TWINYARD_RUN_ID\" in *[01]) sleep 2;; *2) sleep 9;; esac";

    /// <param name="starts">The folder of the <see cref="StartBook"/>.</param>
    public static string Of(Behaviour behaviour, string starts) =>
        $$"""
        stamp=$(basename "$TWINYARD_OUTPUT")
        mktemp '{{starts}}'/"$stamp.XXXXXXXX" > /dev/null
        {{(behaviour is Behaviour.Nothing ? "" : behaviour is Behaviour.Result ? Result : Everything)}}
        """.ReplaceLineEndings("\n") + "\n";

    private const string Result = "echo \"{\\\"stamp\\\": \\\"$stamp\\\"}\" > \"$TWINYARD_OUTPUT/result.json\"";

    private const string Everything =
        $$$"""
        mkdir -p "$TWINYARD_OUTPUT/tables" "$TWINYARD_OUTPUT/objects/{{{ScriptedOutputs.Bucket}}}/$TWINYARD_RUN_ID"
        for i in 1 2 3; do echo "{\"number\": $i, \"stamp\": \"$stamp\"}" >> "$TWINYARD_OUTPUT/tables/{{{ScriptedOutputs.Table}}}.ndjson"; done
        {{{Hang}}}
        for name in a.txt b.txt; do echo "$name $stamp" > "$TWINYARD_OUTPUT/objects/{{{ScriptedOutputs.Bucket}}}/$TWINYARD_RUN_ID/$name"; done
        echo "{\"name\": \"{{{ScriptedOutputs.Metric}}}\", \"value\": 1, \"dimensions\": {\"stamp\": \"$stamp\"}}" > "$TWINYARD_OUTPUT/metrics.ndjson"
        echo "{\"source\": \"{{{ScriptedOutputs.Source}}}\", \"detailType\": \"{{{ScriptedOutputs.DetailType}}}\", \"detail\": {\"stamp\": \"$stamp\"}}" > "$TWINYARD_OUTPUT/events.ndjson"
        {{{Result}}}
        """;
}
