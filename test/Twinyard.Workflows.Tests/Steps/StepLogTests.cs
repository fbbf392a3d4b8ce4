using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Tests.Steps;

public sealed class StepLogTests
{
    [Theory]
    [InlineData("train | epoch 1", "train", true)]
    [InlineData("train[2] | epoch 1", "train", true)]
    [InlineData("train[2] | epoch 1", "train[2]", true)]
    [InlineData("train[12] | epoch 1", "train[1]", false)]
    [InlineData("train-all | epoch 1", "train", false)]
    [InlineData("load | train | epoch 1", "train", false)]
    [InlineData("train[2] | epoch 1", "train[2] | epoch", false)]
    [InlineData("Done already: train.", "Done", false)]
    [InlineData("", "train", false)]
    public void Is_ALineOfTheLog_BelongsToTheStepBeforeTheBar(string line, string step, bool belongs) => StepLog.Is(line, step).ShouldBe(belongs);
}
