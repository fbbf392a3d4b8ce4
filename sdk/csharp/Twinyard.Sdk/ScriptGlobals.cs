namespace Twinyard.Sdk;

/// <summary>What a <c>.csx</c> script sees without importing anything.</summary>
public sealed class ScriptGlobals(TwinyardRun run, IReadOnlyList<string> arguments)
{
    /// <summary>The run this script belongs to.</summary>
    public TwinyardRun Ty { get; } = run;

    /// <inheritdoc cref="Ty"/>
    public TwinyardRun ty => Ty;

    /// <summary>Arguments after the script's name; none when a workflow starts it.</summary>
    public IReadOnlyList<string> Args { get; } = arguments;
}
