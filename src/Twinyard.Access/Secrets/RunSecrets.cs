using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Access.Secrets;

/// <summary>What one attempt of a run is given, and what masks it in all that the attempt says. Costs nothing where there are none.</summary>
public sealed class RunSecrets
{
    public static readonly RunSecrets None = new([], null);

    private RunSecrets(IReadOnlyList<RunSecret> items, SecretMask? mask) => (Items, Mask) = (items, mask);

    public IReadOnlyList<RunSecret> Items { get; }

    /// <summary>Null where there is nothing to mask.</summary>
    public SecretMask? Mask { get; }

    public static RunSecrets Of(IReadOnlyList<RunSecret> items) =>
        items.Count == 0 ? None : new RunSecrets(items, SecretMask.Of(items.Select(item => item.Value)));

    /// <summary>Those of a part of the run, such as a step. What it says is masked for all of the run's.</summary>
    public RunSecrets Only(IReadOnlyCollection<SecretUse> uses) => Items.Count == 0 ? this : new RunSecrets([.. Items.Where(item => uses.Contains(item.Use))], Mask);

    public override string ToString() => string.Join(", ", Items);
}
