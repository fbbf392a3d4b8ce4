namespace Twinyard.Twins.Egress;

/// <summary>What a run reaches over the network that says nothing about it itself.</summary>
public enum EgressMode
{
    /// <summary>This Twinyard server only.</summary>
    Environment,

    /// <summary>Whatever the server's machine reaches, and its loopback.</summary>
    Open,
}
