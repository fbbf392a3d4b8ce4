using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Twinyard.Host.Settings;

/// <summary>The options that rooms read from their own sections, looked at before anything uses them.</summary>
internal sealed class RoomSettings
{
    private readonly IReadOnlyList<Type> _options;

    private RoomSettings(IReadOnlyList<Type> options) => _options = options;

    public static RoomSettings Of(IServiceCollection services) => new(
    [
        .. services.Select(service => service.ServiceType)
            .Where(type => type.IsConstructedGenericType && type.GetGenericTypeDefinition() is var open
                && (open == typeof(IConfigureOptions<>) || open == typeof(IOptionsChangeTokenSource<>)))
            .Select(type => type.GenericTypeArguments[0])
            .Where(type => type.Namespace?.StartsWith("Twinyard.", StringComparison.Ordinal) == true)
            .Distinct(),
    ]);

    /// <summary>Of all rooms, so that one start tells them all.</summary>
    public IReadOnlyList<string> Problems(IServiceProvider services) => [.. _options.SelectMany(type => ProblemsOf(type, services))];

    private static IEnumerable<string> ProblemsOf(Type options, IServiceProvider services)
    {
        try
        {
            _ = ((IOptions<object>)services.GetRequiredService(typeof(IOptions<>).MakeGenericType(options))).Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (InvalidOperationException e)
        {
            // A value that is not of its key's type; the message names both.
            return [e.Message];
        }
    }
}
