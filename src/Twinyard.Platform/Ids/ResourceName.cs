namespace Twinyard.Platform.Ids;

/// <summary>
/// The name policies speak of: <c>tyr:&lt;environment&gt;:&lt;room&gt;:&lt;kind&gt;/&lt;name&gt;</c>,
/// such as <c>tyr:staging:workflows:workflow/evaluate</c>.
/// </summary>
public readonly record struct ResourceName(string Environment, string Room, string Kind, string Name)
{
    public override string ToString() => $"tyr:{Environment}:{Room}:{Kind}/{Name}";
}
