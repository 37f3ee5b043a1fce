-- What a user of Neovim writes to use a language server without a plugin; the command comes from the environment.
local config = vim.json.decode(vim.env.E2E_LSP)

vim.opt.swapfile = false
vim.opt.signcolumn = 'yes'
vim.opt.number = true

vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'c', 'cpp' },
  callback = function(event)
    local id = vim.lsp.start_client({
      name = 'e2e',
      cmd = config.command,
      root_dir = config.root,
      settings = config.settings,
    })
    vim.lsp.buf_attach_client(event.buf, id)
  end,
})
