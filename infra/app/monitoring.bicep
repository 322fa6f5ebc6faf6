param workspaceName string
param insightsName string
param location string
param tags object

@description('The identity of the function app, which alone may send telemetry.')
param appPrincipalId string

module workspace 'br/public:avm/res/operational-insights/workspace:0.11.1' = {
  name: 'workspace'
  params: {
    name: workspaceName
    location: location
    tags: tags
    dataRetention: 30
  }
}

module insights 'br/public:avm/res/insights/component:0.6.0' = {
  name: 'insights'
  params: {
    name: insightsName
    location: location
    tags: tags
    workspaceResourceId: workspace.outputs.resourceId
    // The connection string opens nothing: telemetry is taken from identities with the role only.
    disableLocalAuth: true
    roleAssignments: [
      {
        principalId: appPrincipalId
        principalType: 'ServicePrincipal'
        roleDefinitionIdOrName: 'Monitoring Metrics Publisher'
      }
    ]
  }
}

output connectionString string = insights.outputs.connectionString
