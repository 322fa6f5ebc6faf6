using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace LaunchAgent.LocalHost.Jobs;

/// <summary>
/// What the WebJobs SDK cannot go on after, such as a storage account that is gone: it ends this host, as it ends Microsoft's. A
/// function that runs for too long ends its worker, since nothing else ends a function.
/// </summary>
internal sealed class Faults(Action<Exception> end, Action replaceWorker) : IWebJobsExceptionHandlerFactory, IWebJobsExceptionHandler
{
    public IWebJobsExceptionHandler Create(IHost jobHost) => this;

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod)
    {
        replaceWorker();
        return Task.CompletedTask;
    }

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        end(exceptionInfo.SourceException);
        return Task.CompletedTask;
    }
}
