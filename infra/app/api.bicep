param name string
param location string
param tags object

@description('The service of azure.yaml: azd deploys to the app that has this tag.')
param serviceName string

param planId string
param identityId string
param identityClientId string

@description('The storage account of the Functions host, of Durable Functions and of the app.')
param storageName string

@description('The container that azd puts the package of the app in.')
param packageContainer string

param insightsConnectionString string
param wakeupsQueue string
param agentQueues string
param agentLabels string

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

// docs/reference/settings.md says what each LAUNCH_ setting means; those that are not here have a default. The account is both named and
// addressed: a host that knows only addresses may fail to start (Azure/azure-functions-host#11787), and the app reads the addresses.
var settings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
  LAUNCH_AGENT_LABELS: agentLabels
  LAUNCH_AGENT_NAME: name
  LAUNCH_AGENT_QUEUES: agentQueues
  LAUNCH_HEARTBEAT_SCHEDULE: '*/30 * * * * *'
  LAUNCH_WAKEUPS: wakeupsQueue
  LAUNCH_RECONCILE_SCHEDULE: '0 * * * * *'
  LAUNCH_SWEEPS_SCHEDULE: '0 * * * * *'
  LAUNCH_TASK_HUB: 'LaunchAgent'
}

module app 'br/public:avm/res/web/site:0.15.1' = {
  name: 'app'
  params: {
    name: name
    location: location
    tags: union(tags, { 'azd-service-name': serviceName })
    kind: 'functionapp,linux'
    serverFarmResourceId: planId
    managedIdentities: {
      userAssignedResourceIds: [
        identityId
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        // The least that the plan takes. How many launches run at once is decided by the limits of run queues, not here.
        maximumInstanceCount: 40
      }
    }
    siteConfig: {
      alwaysOn: false
    }
    appSettingsKeyValuePairs: settings
  }
}

output name string = app.outputs.name
output endpoint string = 'https://${app.outputs.defaultHostname}'
