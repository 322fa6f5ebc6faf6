@description('Name of the storage account, in the whole of Azure.')
param name string

param location string
param tags object

@description('The identity of the function app.')
param appPrincipalId string

@description('Object id of whoever deploys, or empty.')
param deployerId string

@allowed([
  'User'
  'ServicePrincipal'
])
param deployerType string

param containers string[]

@description('Each is created with its poison queue, where the Functions host puts what failed too often.')
param queues string[]

param tables string[]

// Owner and not contributor for blobs: the Functions host asks for it.
var roles = [
  'Storage Blob Data Owner'
  'Storage Queue Data Contributor'
  'Storage Table Data Contributor'
]

var appRoles = map(roles, role => {
  principalId: appPrincipalId
  principalType: 'ServicePrincipal'
  roleDefinitionIdOrName: role
})

var deployerRoles = map(roles, role => {
  principalId: deployerId
  principalType: deployerType
  roleDefinitionIdOrName: role
})

module account 'br/public:avm/res/storage/storage-account:0.8.3' = {
  name: 'account'
  params: {
    name: name
    location: location
    tags: tags
    skuName: 'Standard_LRS'
    allowBlobPublicAccess: false
    // No keys anywhere: whoever comes, comes with an identity.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
    blobServices: {
      containers: map(containers, container => { name: container })
    }
    queueServices: {
      queues: flatten(map(queues, queue => [{ name: queue }, { name: '${queue}-poison' }]))
    }
    tableServices: {
      tables: map(tables, table => { name: table })
    }
    roleAssignments: empty(deployerId) ? appRoles : concat(appRoles, deployerRoles)
  }
}

output name string = account.outputs.name
