using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Integration.Azurite;

/// <summary>A storage account of a test's own that can be made unreachable and reachable again; what is stored in it stays.</summary>
internal sealed partial class StorageSwitch : IAsyncDisposable
{
    private readonly List<TcpListener> _listeners = [];
    private readonly List<Task> _accepting = [];
    private CancellationTokenSource _reachable = new();

    public StorageSwitch() => ConnectionString = Port().Replace(
        AzuriteServer.NewAccount(), port => Listen(int.Parse(port.ValueSpan, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));

    /// <summary>The account's connection string, by way of the switch.</summary>
    public string ConnectionString { get; }

    /// <summary>From now on connections break: those that are open, and new ones at once.</summary>
    public Task OffAsync() => _reachable.CancelAsync();

    /// <summary>From now on connections go through again.</summary>
    public void On() => _reachable = new CancellationTokenSource();

    public async ValueTask DisposeAsync()
    {
        await OffAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
        await Task.WhenAll(_accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private int Listen(int behind)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _accepting.Add(AcceptAsync(listener, behind));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener, int behind)
    {
        while (true)
            _ = PassAsync(await listener.AcceptTcpClientAsync(), behind, _reachable.Token);
    }

    private static async Task PassAsync(TcpClient client, int behind, CancellationToken reachable)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, behind, reachable);
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), reachable), server.GetStream().CopyToAsync(client.GetStream(), reachable));
            }
            catch (OperationCanceledException)
            {
                // Closed with a reset, as the operating system does it for a process that is gone.
                client.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (IOException)
            {
                // One side broke the connection; so the other one ends, too.
            }
        }
    }

    [GeneratedRegex(@"(?<=http://127\.0\.0\.1:)\d+")]
    private static partial Regex Port();
}
