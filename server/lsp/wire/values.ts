/** Numbers and names of the protocol that the server says or looks for. Its types are the library's, which ships nothing. */
import type * as lsp from 'vscode-languageserver';

export const DiagnosticSeverity = { Error: 1, Warning: 2, Information: 3, Hint: 4 } as const;
export type DiagnosticSeverity = lsp.DiagnosticSeverity;

export const DiagnosticTag = { Unnecessary: 1, Deprecated: 2 } as const;

export const MarkupKind = { PlainText: 'plaintext', Markdown: 'markdown' } as const;

export const CompletionItemKind = { Function: 3, Field: 5, Value: 12, EnumMember: 20 } as const;
export type CompletionItemKind = lsp.CompletionItemKind;

export const CompletionTriggerKind = { Invoked: 1, TriggerCharacter: 2, Incomplete: 3 } as const;

export const InsertTextFormat = { PlainText: 1, Snippet: 2 } as const;

export const SymbolKind = { Method: 6, Field: 8, Function: 12, Object: 19 } as const;
export type SymbolKind = lsp.SymbolKind;

export const QUICK_FIX = 'quickfix';

export const TextDocumentSyncKind = { None: 0, Full: 1, Incremental: 2 } as const;

export const ErrorCode = {
  InvalidRequest: -32600,
  MethodNotFound: -32601,
  InvalidParams: -32602,
  InternalError: -32603,
  ServerNotInitialized: -32002,
  ServerCancelled: -32802,
  RequestCancelled: -32800,
  ContentModified: -32801,
} as const;
