const UNCHECKED =
  'its kernel reads outside its arguments where they do not fit, also from Python; autograd calls it with arguments that do';
const UNSAFE =
  'it makes a tensor of whatever it is given, and reading it may end the process; the one without "unsafe" checks, and is as good';
const QUANTISED = 'dtypes of quantised tensors have no names here, and their kernels check less than others';
const INTERNAL = 'it is internal, and ends the process with arguments that PyTorch does not check, also from Python';

/**
 * @internal Operators that may end the process, by name, with the reason: a call is not-implemented. Autograd and the
 * public operators above them reach the same kernels with checked arguments.
 */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ...(
    'fractional_max_pool2d_backward fractional_max_pool3d_backward reflection_pad1d_backward reflection_pad2d_backward ' +
    '_pdist_backward adaptive_avg_pool3d_backward _adaptive_avg_pool3d_backward quantized_lstm_cell ' +
    '_thnn_differentiable_gru_cell_backward _thnn_differentiable_lstm_cell_backward'
  )
    .split(' ')
    .map((name): [string, string] => [name, UNCHECKED]),
  ...(
    '_sparse_coo_tensor_unsafe _sparse_compressed_tensor_unsafe _sparse_csr_tensor_unsafe _sparse_csc_tensor_unsafe _sparse_bsr_tensor_unsafe _sparse_bsc_tensor_unsafe ' +
    '_sparse_coo_tensor_with_dims_and_tensors _sparse_compressed_tensor_with_dims _nested_view_from_buffer _nested_view_from_buffer_copy'
  )
    .split(' ')
    .map((name): [string, string] => [name, UNSAFE]),
  ...'_make_per_tensor_quantized_tensor _make_per_channel_quantized_tensor'
    .split(' ')
    .map((name): [string, string] => [name, QUANTISED]),
  ...(
    'slow_conv3d_forward slow_conv3d _nnpack_spatial_convolution align_tensors _remove_batch_dim _add_batch_dim _chunk_cat _new_zeros_with_same_feature_meta _nested_compute_contiguous_strides_offsets ' +
    '_foreach_copy _stack _dyn_quant_matmul_4bit _dyn_quant_pack_4bit_weight _linalg_eigvals _slow_conv2d_backward ' +
    '_sobol_engine_initialize_state_ _sobol_engine_ff_ _sobol_engine_scramble_ _sobol_engine_draw _transform_bias_rescale_qkv _weight_norm _weight_norm_interface ' +
    '_weight_norm_interface_backward _convert_indices_from_coo_to_csr _convert_indices_from_csr_to_coo _reshape_alias ' +
    '_reshape_alias_copy _compute_linear_combination _logcumsumexp _cummin_helper _cummax_helper _masked_softmax ' +
    '_cholesky_solve_helper _scaled_dot_product_attention_math _batch_norm_impl_index_backward _ctc_loss_backward mkldnn_rnn_layer mkldnn_rnn_layer_backward'
  )
    .split(' ')
    .map((name): [string, string] => [name, INTERNAL]),
]);
