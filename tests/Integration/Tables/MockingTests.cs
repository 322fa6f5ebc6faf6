using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Moq;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>Clients have protected constructors and virtual members, as all of Azure's (facts of the API listing).</summary>
public sealed class MockingTests
{
    [Fact]
    public async Task Clients_Mocked_AnswerWhatTheTestSays()
    {
        var table = new Mock<TableClient>();
        var service = new Mock<TableServiceClient>();
        service.Setup(s => s.GetTableClient("tab")).Returns(table.Object);
        table.Setup(t => t.Name).Returns("tab");
        table.Setup(t => t.GetEntityAsync<TableEntity>("p", "r", null, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Response.FromValue(new TableEntity("p", "r"), Mock.Of<Response>()));

        var client = service.Object.GetTableClient("tab");

        Assert.Equal("tab", client.Name);
        Assert.Equal("r", (await client.GetEntityAsync<TableEntity>("p", "r")).Value.RowKey);
    }

    [Fact]
    public void TransactionFailedException_OfAnyFailure_KeepsCodeAndStatus()
    {
        var error = new TableTransactionFailedException(new RequestFailedException(412, "no", "UpdateConditionNotSatisfied", null));

        Assert.Equal((412, (int?)null), (error.Status, error.FailedTransactionActionIndex));
        Assert.True(error.ErrorCode! == TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal("UpdateConditionNotSatisfied", TableErrorCode.UpdateConditionNotSatisfied.ToString());
    }
}
