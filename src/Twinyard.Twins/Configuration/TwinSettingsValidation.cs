using Microsoft.Extensions.Options;

namespace Twinyard.Twins.Configuration;

/// <summary>Refuses a start with twins that could not be reached as they are configured.</summary>
internal sealed class TwinSettingsValidation : IValidateOptions<TwinsOptions>
{
    public ValidateOptionsResult Validate(string? name, TwinsOptions options) =>
        TwinSettingsCheck.Problems(options) is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
