namespace Twinyard.Chaos;

/// <summary>Everything of one chaos run: the environment's home, and beside it what the script and its servers share.</summary>
internal sealed record ChaosFolder(string Root)
{
    public string Home => Path.Combine(Root, "environment");

    /// <summary>See <see cref="ScriptedClock"/>.</summary>
    public string Clock => Path.Combine(Root, "clock");

    /// <summary>See <see cref="Serving.StartBook"/>.</summary>
    public string Starts => Path.Combine(Root, "starts");

    public string Tokens => Path.Combine(Root, "tokens.json");

    /// <summary>What was asked of the servers and how they answered.</summary>
    public string Requests => Path.Combine(Root, "requests.ndjson");

    /// <summary>The state that was checked, written when something is wrong.</summary>
    public string State => Path.Combine(Root, "state.json");

    /// <summary>The working copy that plans are pushed from.</summary>
    public string Repository => Directory.CreateDirectory(Path.Combine(Root, "repository")).FullName;

    public string LogOf(string server) => Path.Combine(Root, $"{server}.log");
}
