# Of 'dotnet list package --vulnerable --format json': prints what is high or critical, then whether nothing is.
[ .projects[] | .path as $project
  | .frameworks[]? | (.topLevelPackages[]?, .transitivePackages[]?) | . as $package
  | .vulnerabilities[]? | select(.severity | IN("High", "Critical"))
  | "\($project): \($package.id) \($package.resolvedVersion) \(.severity) \(.advisoryurl)" ]
| unique | .[], length == 0
