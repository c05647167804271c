import * as library from 'cdk-codeconnections';

// Each name is loaded when it is used.
Object.values(library);
console.log(JSON.stringify(Object.keys(require.cache)));
