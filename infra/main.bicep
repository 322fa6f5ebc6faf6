targetScope = 'subscription'

@description('Name of the azd environment. The resource group is named after it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Where everything is created: a region that has Flex Consumption.')
@allowed([
  'australiaeast'
  'australiasoutheast'
  'brazilsouth'
  'canadacentral'
  'centralindia'
  'centralus'
  'eastasia'
  'eastus'
  'eastus2'
  'francecentral'
  'germanywestcentral'
  'italynorth'
  'japaneast'
  'koreacentral'
  'northcentralus'
  'northeurope'
  'norwayeast'
  'southafricanorth'
  'southcentralus'
  'southeastasia'
  'southindia'
  'spaincentral'
  'swedencentral'
  'uaenorth'
  'uksouth'
  'ukwest'
  'westcentralus'
  'westeurope'
  'westus'
  'westus2'
  'westus3'
])
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@description('Object id of whoever deploys, who may then submit messages and read what is stored. Empty: only the app may.')
param principalId string = ''

@description('What principalId is the id of.')
@allowed([
  'User'
  'ServicePrincipal'
])
param principalType string = 'User'

@description('The run queues that the agent serves, separated by commas.')
param agentQueues string = 'default'

@description('The labels of the agent, separated by commas.')
param agentLabels string = ''

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var appName = '${abbreviations.functionApp}api-${token}'
var packageContainer = 'app-package'
var wakeupsQueue = 'wakeups-${appName}'

resource group 'Microsoft.Resources/resourceGroups@2021-04-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'br/public:avm/res/managed-identity/user-assigned-identity:0.4.1' = {
  name: 'identity'
  scope: group
  params: {
    name: '${abbreviations.managedIdentity}api-${token}'
    location: location
    tags: tags
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: '${abbreviations.storageAccount}${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    deployerId: principalId
    deployerType: principalType
    containers: [
      packageContainer
      'launch-outputs'
      'launch-texts'
    ]
    queues: [
      'run-items'
      wakeupsQueue
    ]
    tables: [
      'Directory'
      'Launches'
      'Limits'
      'Sweeps'
    ]
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: '${abbreviations.logAnalyticsWorkspace}${token}'
    insightsName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
  }
}

module plan 'br/public:avm/res/web/serverfarm:0.1.1' = {
  name: 'plan'
  scope: group
  params: {
    name: '${abbreviations.hostingPlan}${token}'
    location: location
    tags: tags
    sku: {
      name: 'FC1'
      tier: 'FlexConsumption'
    }
    reserved: true
  }
}

// After storage and monitoring, whose outputs it takes: when the app starts, its roles are assigned.
module api 'app/api.bicep' = {
  name: 'api'
  scope: group
  params: {
    name: appName
    location: location
    tags: tags
    serviceName: 'api'
    planId: plan.outputs.resourceId
    identityId: identity.outputs.resourceId
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainer: packageContainer
    insightsConnectionString: monitoring.outputs.connectionString
    wakeupsQueue: wakeupsQueue
    agentQueues: agentQueues
    agentLabels: agentLabels
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_STORAGE_ACCOUNT string = storage.outputs.name
output AZURE_FUNCTION_NAME string = api.outputs.name
output SERVICE_API_NAME string = api.outputs.name
output SERVICE_API_ENDPOINTS array = [api.outputs.endpoint]
output SERVICE_API_URI string = api.outputs.endpoint
