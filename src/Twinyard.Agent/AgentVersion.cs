namespace Twinyard.Agent;

public static class AgentVersion
{
    /// <summary>Such as <c>0.1.0</c>; devices report it in their shadow.</summary>
    public static string Text { get; } = typeof(AgentVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
