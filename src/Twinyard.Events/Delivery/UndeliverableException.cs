namespace Twinyard.Events.Delivery;

/// <summary>
/// Thrown by a consumer whose target will not take the event however often it is tried: the event becomes a dead letter at once.
/// What the consumer wrote through its session is rolled back, as with every failure.
/// </summary>
/// <param name="code">Stable, such as <see cref="NoPermission"/>.</param>
/// <param name="target">Who was to get it, such as <c>workflow/train</c>.</param>
public sealed class UndeliverableException(string code, string target, string message) : Exception(message)
{
    public const string NoPermission = "no-permission";
    public const string NoSuchTarget = "no-such-target";

    public string Code { get; } = code;

    public string Target { get; } = target;
}
