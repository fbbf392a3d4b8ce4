using System.Text.Json;

namespace Twinyard.Repositories.GitLab;

internal sealed class DeliveryRow
{
    public string Id { get; init; } = "";

    public string Repository { get; init; } = "";

    /// <summary>JSON of <see cref="GitLabChange"/>.</summary>
    public string Change { get; init; } = "";

    public long ReceivedAt { get; init; }

    public long Attempts { get; init; }

    public string Error { get; init; } = "";

    public GitLabChange Read() =>
        JsonSerializer.Deserialize<GitLabChange>(Change) ?? throw new InvalidOperationException($"The delivery {Id} is JSON null.");
}
