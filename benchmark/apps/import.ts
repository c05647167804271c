import 'cdk-codeconnections';

console.log(JSON.stringify(Object.keys(require.cache)));
