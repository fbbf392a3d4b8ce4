namespace Twinyard.Twins.Power;

/// <summary>The states of a twin that is switched on and off, as stored: stopped → starting → running → stopping → stopped; starting and stopping may end in failed.</summary>
internal static class TwinStates
{
    public const string Stopped = "stopped";
    public const string Starting = "starting";
    public const string Running = "running";
    public const string Stopping = "stopping";
    public const string Failed = "failed";
}
